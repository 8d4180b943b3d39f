"""The demonstration of a fresh installation: invented organisations, officers and experts, and the life of the hall around them.

Everything is made by the verbs that people use, in a fixed order with a seed, and every record is marked synthetic. Nothing happens on an
installation that is no demonstration, and nothing a second time.

- `places` the three cities · `people` who is there · `answers` what they write · `fates` how a case may go · `handling` the verbs that lead
  it there · `setup` the step of the installation
"""
