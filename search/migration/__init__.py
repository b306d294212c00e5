"""Copies indices of an earlier mapping version into the present one, while writers go on.

Each index by itself: a new index is filled beside the one in force, catches up with what is
written meanwhile, and takes the alias over in one step while writers are held up for some
seconds. Nothing is lost, doubled or brought back:

- Every write to an index has a sequence number of its shard. A pass copies all documents
  beyond the number up to which the pass before was complete, so what is written during one
  pass is copied by the next. Numbers are read before the refresh, and only as far as all
  copies of the shard have them: what a pass may have missed lies beyond.
- A copy is written with a version that grows with what it is a copy of. So a write of a
  pass that was interrupted never replaces what a later one wrote, and a pass may be repeated.
- Removals leave no document to copy: they are found by asking the old index for every id of
  the new one.
- The end runs behind a write block that the server sets only once no write is under way.
  Writers are refused, and wait as they do for a full disk. The last pass, the comparison and
  the swap of the alias happen behind it, and the old index stays closed to writes: a request
  that was addressed before the swap is refused as well, and sent again by the new address.
- Writers guard changes with the sequence number and the primary term that they read. The new
  index has higher terms than the old one ever had, so that a guard read from one never fits
  the other by chance: the change is refused as a conflict, and made anew on what is there.
- The process that copies writes through an alias that is its alone and that the swap removes.
  One that was thought dead, or was started twice, can neither write nor swap any more.
- How far the copying is stands in the new index itself, so that any process can go on.
"""
