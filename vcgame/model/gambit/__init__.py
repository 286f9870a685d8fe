"""Games as files of Gambit hold them: .nfg and .efg."""
