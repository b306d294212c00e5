"""Published addresses of every chain, each in its one spelling, with where they are printed."""

from collections.abc import Mapping

from core.mentions import EntityKind

# The hash of private key 1's public key (BIP-173's example) under each chain's version bytes.
KEY_ONE = {
    EntityKind.BTC: "3CNHUhP3uyB9EUtRLsmvFUmvGdjGdkTxJw",
    EntityKind.LTC: "LVuDpNCSSj6pQ7t9Pv6d6sUkLKoqDEVUnJ",
    EntityKind.DASH: "XmN7PQYWKn5MJFna5fRYgP6mxT2F7xpekE",
    EntityKind.DOGE: "DFpN6QqFfUm3gKNaxN6tNcab1FArL9cZLE",
    EntityKind.ZEC: "t1UYsZVJkLPeMjxEtACvSxfWuNmddpWfxzs",
    EntityKind.TRX: "TLeUZDGLWnyiJVFcp3m3M1782uBsGWa8uf",
}

CHECKED: Mapping[EntityKind, tuple[str, ...]] = {
    EntityKind.BTC: (
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",  # the genesis block
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",  # Bitcoin Wiki
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",  # BIP-173
        "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",  # BIP-173
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",  # BIP-350
    ),
    EntityKind.LTC: (
        KEY_ONE[EntityKind.LTC],
        "MJaRnao1s62a2zAKSkmG582KbLKianqb7v",  # key 1 as P2SH
        "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9",
        # Stealth address of NLitecoin's tests.
        "ltcmweb1qq20e2arnhvxw97katjkmsd35agw3capxjkrkh7dk8d30rczm8ypxuq329nwh2twmchhqn3jqh7ua4ps539f6aazh79jy76urqht4qa59ts3at6gf",
    ),
    EntityKind.DASH: (
        KEY_ONE[EntityKind.DASH],
        "7d5vJtfDixGnEFRNcVSRarmaCBZeScHACn",  # key 1 as P2SH
    ),
    EntityKind.DOGE: (
        KEY_ONE[EntityKind.DOGE],
        "A37YDYSwz3438rFtm1SLVcQHyD7JeueC9H",  # key 1 as P2SH
        "9rSGfPZLcyCGzY4uYEL1fkzJr6fkicS2rs",  # zero bytes as P2SH
    ),
    EntityKind.BCH: (
        # CashAddr specification, both tables.
        "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
        "bitcoincash:pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e",
        "bitcoincash:q9adhakpwzztepkpwp5z0dq62m6u5v5xtyj7j3h2ws4mr9g0",
        "bitcoincash:qvch8mmxy0rtfrlarg7ucrxxfzds5pamg73h7370aa87d80gyhqxq5nlegake",
    ),
    EntityKind.ZEC: (
        "t1V9mnyk5Z5cTNMCkLbaDwSskgJZucTLdgW",  # test vectors of ZIP-320
        "t3Vz22vK5z2LcKEdg16Yv4FFneEL1zg9ojd",  # the chain's parameters
        # Tests of the node's RPC interface.
        "zcU1Cd6zYyZCd2VJF8yKgmzjxdiiU1rgTTjEwoN1CGUWCziPkUTXUjXmX7TMqdMNsTfuiGN1jQoVN4kGxUR4sAPN4XZ7pxb",
        "zs1z7rejlpsa98s2rrrfkwmaxu53e4ue0ulcrw0h4x5g8jl04tak0d3mm47vdtahatqrlkngh9slya",
        # Test vectors of ZIP-316.
        "u1l8xunezsvhq8fgzfl7404m450nwnd76zshscn6nfys7vyz2ywyh4cc5daaq0c7q2su5lqfh23sp7fkf3kt27ve5948mzpfdvckzaect2jtte308mkwlycj2u0eac077wu70vqcetkxf",
        "u1jttnjvd97hja2fvajcgfmu6w2mcffuzlgfmvepjy8qdhkjmv4pf90dqgzcse23t95yvxaaysh8fu0d6wwjw2x7pxvzgx5zhxfn2j33mgspxlxysdhqafush2awsz4huts5mqz7mffzl09697my7dgl7c48eggfe072aj2u8jd7ktl0vzf36j65cye9ff0erc5n2mgqkjygwnq004a3y",
    ),
    EntityKind.ETH: (
        # EIP-55, "Test cases", normal.
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ),
    EntityKind.XMR: (
        # Monero's documentation, and the project's donation address.
        "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge",
        "4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK",
        "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
    ),
    EntityKind.TRX: (
        "TLsV52sRDL79HXGGm9yzwKibb6BeruhUzy",  # the genesis block
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",  # Tether's contract
    ),
    EntityKind.XRP: (
        # XRP Ledger's documentation and the tests of its libraries.
        "rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf",
        "rrrrrrrrrrrrrrrrrrrrrhoLvTp",
        "XVLhHMPHU98es4dbozjVtdWzVrDjtV18pX8yuPT7y4xaEHi",
        "X7gJ5YK8abHf2eTPWPFHAAot8Knck11QGqmQ7a6a3Z8PJvk",
    ),
    EntityKind.ADA: (
        # CIP-19, types 0, 4, 6 and 14; Byron's of the wallet library and of its documentation.
        "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
        "addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k",
        "addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8",
        "stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw",
        "DdzFFzCqrhsrcTVhLygT24QwTnNqQqQ8mZrq5jykUzMveU26sxaH529kMpo7VhPrt5pwW3dXeB2k3EEvKcNBRmzCfcQ7dTkyGzTs658C",
        "Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAi",
    ),
    EntityKind.XTZ: (
        # Tezos' documentation, a baker of the foundation, tzBTC.
        "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb",
        "tz2TSvNTh2epDMhZHrw73nV9piBX7kLZ9K9m",
        "tz3RDC3Jdn4j15J7bBHZd29EUee9gVB1CxD9",
        "tz4HVR6aty9KwsQFHh81C1G7gBdhxT8kuytm",
        "KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn",
    ),
}
"""Addresses with a checksum."""

UNCHECKED: Mapping[EntityKind, tuple[str, ...]] = {
    EntityKind.SOL: (
        # Solana's RPC documentation, the token program, Circle's USDC.
        "83astBRguLMdt2h5U1Tpdq5tjFoJ6noeGwaY3mDLVcri",
        "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
    ),
    EntityKind.ETH: ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",),
}
"""Addresses, or spellings of one, without a checksum."""
