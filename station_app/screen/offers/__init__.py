"""The pages of what is offered behind the door: one view-model and one QML page an offer."""
