"""Argon2 with little memory: tests sign in hundreds of times."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 64
    parallelism = 1


class CountedArgon2(QuickArgon2):
    """Counts how often a hash is computed: what a guess costs must not tell whether the name is known."""

    runs = 0

    def encode(self, password: str, salt: str) -> str:
        CountedArgon2.runs += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        CountedArgon2.runs += 1
        return super().verify(password, encoded)
