"""The durable set-up of a conference: its programme, rooms, delegations, badges and screens."""
