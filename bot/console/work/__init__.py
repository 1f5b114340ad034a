"""Cases, bookings and work orders in the hands of officers."""
