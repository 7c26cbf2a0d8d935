"""What can happen to a station. Each event carries the moment at which it was put on the queue."""

from __future__ import annotations

from station_app.core.events.entry import CardArrived, CardLeftBehind, CardTaken, Flooded, Known, Presented, Unknown
from station_app.core.events.house import (
    Battery,
    ContactMoved,
    Counted,
    DeviceFailed,
    DeviceWorks,
    ExitPressed,
    ExitReleased,
    HoldLapsed,
    InputMoved,
    LockFailed,
    LockMoved,
    Measured,
    Started,
    StoreFailed,
    StoreWorks,
    Ticked,
)
from station_app.core.events.management import (
    CameraViewed,
    CanaryArrived,
    DeviceRestarted,
    ListRefused,
    ListTaken,
    Ordered,
    PolicyArrived,
    PolicyConfirmed,
    PolicyRefused,
    StillBegan,
    StillEnded,
    Verb,
    WorkNotBegun,
)
from station_app.core.events.offers import BoardArrived, CodeHeard, OfferAsked, OfferLeft, ReplyHeard
from station_app.core.events.people import (
    CompanionsDeclared,
    EntryAsked,
    HelpAsked,
    NeedDeclared,
    SilentHelpAsked,
    SubjectAsked,
    Touched,
    TurnAsked,
    TurnedBack,
    VisitorAnswered,
)
from station_app.core.events.service import (
    CheckEnded,
    Maintenance,
    MaintenanceBegan,
    MaintenanceEnded,
    RunBegan,
    RunEnded,
    SelftestPresented,
    ServiceClosed,
    StaffSeen,
)

__all__ = [
    "Battery",
    "CameraViewed",
    "CanaryArrived",
    "CardArrived",
    "CardLeftBehind",
    "CardTaken",
    "CheckEnded",
    "CompanionsDeclared",
    "ContactMoved",
    "Counted",
    "DeviceFailed",
    "DeviceRestarted",
    "DeviceWorks",
    "EntryAsked",
    "Event",
    "ExitPressed",
    "ExitReleased",
    "Flooded",
    "HelpAsked",
    "HoldLapsed",
    "InputMoved",
    "Known",
    "ListRefused",
    "ListTaken",
    "LockFailed",
    "LockMoved",
    "Maintenance",
    "MaintenanceBegan",
    "MaintenanceEnded",
    "Measured",
    "NeedDeclared",
    "Ordered",
    "PolicyArrived",
    "PolicyConfirmed",
    "PolicyRefused",
    "Presented",
    "RunBegan",
    "RunEnded",
    "SelftestPresented",
    "ServiceClosed",
    "SilentHelpAsked",
    "StaffSeen",
    "Started",
    "StillBegan",
    "StillEnded",
    "StoreFailed",
    "StoreWorks",
    "SubjectAsked",
    "Ticked",
    "Touched",
    "TurnAsked",
    "TurnedBack",
    "Unknown",
    "Verb",
    "VisitorAnswered",
    "WorkNotBegun",
]

Event = (
    CardArrived
    | CardTaken
    | CardLeftBehind
    | Presented
    | Flooded
    | Started
    | Ticked
    | ContactMoved
    | ExitPressed
    | LockMoved
    | LockFailed
    | HoldLapsed
    | DeviceFailed
    | DeviceWorks
    | StoreFailed
    | StoreWorks
    | InputMoved
    | ExitReleased
    | Measured
    | Counted
    | Battery
    | Ordered
    | DeviceRestarted
    | WorkNotBegun
    | CameraViewed
    | StillBegan
    | StillEnded
    | PolicyArrived
    | PolicyRefused
    | ListTaken
    | ListRefused
    | PolicyConfirmed
    | CanaryArrived
    | HelpAsked
    | SilentHelpAsked
    | Touched
    | EntryAsked
    | NeedDeclared
    | TurnAsked
    | CompanionsDeclared
    | VisitorAnswered
    | SubjectAsked
    | CodeHeard
    | OfferAsked
    | OfferLeft
    | BoardArrived
    | ReplyHeard
    | TurnedBack
    | Maintenance
)
