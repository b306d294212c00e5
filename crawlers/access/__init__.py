"""How a market is entered: logins, sessions, mirrors, proxies."""
