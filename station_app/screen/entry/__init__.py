"""What a person does at the kiosk besides showing a credential: answers, companions, own data, rooms."""
