"""预约: slots, bookings, queue numbers, and the waiting list."""
