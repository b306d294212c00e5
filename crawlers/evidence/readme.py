"""The text that goes with exported evidence: how anyone checks it without this project."""

TEXT = """\
EVIDENCE OF ONE PAGE, AS IT WAS RECEIVED
========================================

{restricted}

Page:           {url}
Received:       {time} (UTC)
Run:            {run_id}
Authorisation:  {reference}
                {authority}
                {legal_basis}
                valid until {valid_until}
Made by:        {software}

WHAT LIES HERE
--------------

page-N.*                     the body of each response, byte for byte as it came
page-N.response-headers.txt  the status and headers of the response
page-N.request.txt           what was sent to get it; passwords and session cookies
                             are shown as (hidden)
page-N.json                  address, time, SHA-256, and where the record lies in the
                             run's whole archive
record.warc.gz               the same records as they stand in the run's archive
                             (WARC, ISO 28500)
{run_id}.cdxj
                             the list of every response of the run, with the SHA-256
                             of each body as received
{run_id}.manifest.json
                             the signed manifest: it names the list, the archive, the
                             authorisation and the manifest before it
{run_id}.manifest.sig
                             its signature (Ed25519)
evidence-key.pub.pem         the public key of the office that collected it
profile.yml                  the rules by which the page was read
chain/                       every manifest of this market back to the first, numbered,
                             each with its signature
SHA256SUMS                   the SHA-256 of every file here

HOW TO CHECK IT
---------------

Needed: a shell, coreutils, grep, gzip, OpenSSL 3. Run the commands in this folder.

1. Nothing here was damaged on the way. Each line must end in OK:

   $ sha256sum -c SHA256SUMS

2. The public key is that of the office. Compare what this prints with the value
   that the office gives you by another way, such as on paper ({fingerprint}):

   $ openssl pkey -pubin -in evidence-key.pub.pem -outform DER | sha256sum

3. The manifest was signed with this key. It must say "Signature Verified
   Successfully":

   $ openssl pkeyutl -verify -pubin -inkey evidence-key.pub.pem -rawin -in {run_id}.manifest.json -sigfile {run_id}.manifest.sig

4. The list of responses is the one that the manifest names. It must print 1:

   $ grep -c "$(sha256sum < {run_id}.cdxj | cut -d' ' -f1)" {run_id}.manifest.json

5. Each body is in that list. It must print at least 1:

{bodies}

6. The profile is the one that the manifest names. It must print 1:

   $ grep -c "$(sha256sum < profile.yml | cut -d' ' -f1)" {run_id}.manifest.json

7. The chain is whole: no run was taken out and none put in later. Each line must
   end in "follows", and each signature must be verified:

   $ last=null; for f in chain/*.json; do if grep -q "\\"previous\\":[^}}]*$last" "$f"; then echo "$f follows"; else echo "$f DOES NOT FOLLOW"; fi; last=$(sha256sum < "$f" | cut -d' ' -f1); done

   $ for f in chain/*.json; do openssl pkeyutl -verify -pubin -inkey evidence-key.pub.pem -rawin -in "$f" -sigfile "${{f%.json}}.sig"; done

8. The archive's records can be read by any tool that reads WARC, or by eye:

   $ zcat record.warc.gz | grep -a -E "^(WARC-Type|WARC-Target-URI|WARC-Date|WARC-Payload-Digest)"

   With Python's warcio (any release from 1.7), which computes every digest anew:

   $ warcio check -v record.warc.gz

The run's whole archive is {warc} ({warc_bytes} bytes,
SHA-256 {warc_sha256}).
Whoever holds it can compare: the manifest names this digest, and page-N.json says at
which byte each record of record.warc.gz stands in it.
"""
BODY_CHECK = """\
   $ grep -c "sha256:$(sha256sum < {name} | cut -d' ' -f1)" {run_id}.cdxj
"""
