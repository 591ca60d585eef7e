"""What an analyst looks through: the records that most need a second look."""
