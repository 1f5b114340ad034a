"""What officers see of cases, bookings and work orders: lists with what is late first, and one matter in full."""
