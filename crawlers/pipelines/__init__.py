"""What happens to records that the spider made."""
