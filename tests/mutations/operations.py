"""The operations of the three providers, in the order of the table."""

from tests.mutations import carevalidate, cronofy, prevail

OPERATIONS = (*prevail.OPERATIONS, *cronofy.OPERATIONS, *carevalidate.OPERATIONS)
