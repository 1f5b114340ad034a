"""Every table of the product; importing this package registers them all."""

from bot.db.models.agency import Agency
from bot.db.models.application import Application, ApplicationEvent, ApplicationMaterial
from bot.db.models.appointment import Appointment, AppointmentSlot
from bot.db.models.appointment_parts import (
    AppointmentEvent,
    AppointmentWaiting,
    QueueCounter,
)
from bot.db.models.audit import AuditLog
from bot.db.models.bundle import Bundle
from bot.db.models.catalogue_state import CatalogueState
from bot.db.models.channel import ChannelDelivery, ChannelUpdate
from bot.db.models.chat_event import ChatEvent
from bot.db.models.citizen import Citizen, CitizenChannel
from bot.db.models.consent import Consent
from bot.db.models.conversation import Conversation, Turn
from bot.db.models.correction import Correction
from bot.db.models.department import Department, Window
from bot.db.models.department_work import DepartmentRevision, DepartmentWork
from bot.db.models.faq import FaqEntry, FaqQuestion
from bot.db.models.faq_release import FaqRelease, FaqReleaseEntry
from bot.db.models.faq_schedule import FaqSchedule
from bot.db.models.faq_work import (
    FaqEmergency,
    FaqGate,
    FaqRevision,
    FaqWork,
    GoldenQuestion,
    IgnoredQuestion,
)
from bot.db.models.form_definition import FormDefinition
from bot.db.models.handover import (
    CannedAnswer,
    DeskDuty,
    Handover,
    HandoverEvent,
    HandoverLine,
)
from bot.db.models.holiday import HolidayOverride
from bot.db.models.house_setting import HouseSetting
from bot.db.models.identity import DraftCode, IdentityProof, OneTimeCode
from bot.db.models.insight import CountedDay, FormStepFact, QuestionCount, QuestionFact
from bot.db.models.item_parts import Fee, ItemWindow, Material, Step
from bot.db.models.item_work import ItemRevision, ItemWork
from bot.db.models.lexicon import LexiconChange
from bot.db.models.outbox import OutboxMessage
from bot.db.models.policy import PolicyArticle, PolicyDocument
from bot.db.models.proof_attempt import ProofAttempt
from bot.db.models.rating import Rating, Rectification
from bot.db.models.routing import RoutingModel
from bot.db.models.service_item import ServiceItem
from bot.db.models.staff import StaffAccount, StaffSession
from bot.db.models.task import Task
from bot.db.models.training import ModelRun, NluWork
from bot.db.models.upload import Upload
from bot.db.models.work_order import WorkOrder, WorkOrderEvent

__all__ = [
    "Agency",
    "Application",
    "ApplicationEvent",
    "ApplicationMaterial",
    "Appointment",
    "AppointmentEvent",
    "AppointmentSlot",
    "AppointmentWaiting",
    "AuditLog",
    "Bundle",
    "CannedAnswer",
    "CatalogueState",
    "ChannelDelivery",
    "ChannelUpdate",
    "ChatEvent",
    "Citizen",
    "CitizenChannel",
    "Consent",
    "Conversation",
    "Correction",
    "CountedDay",
    "Department",
    "DepartmentRevision",
    "DepartmentWork",
    "DeskDuty",
    "DraftCode",
    "FaqEmergency",
    "FaqEntry",
    "FaqGate",
    "FaqQuestion",
    "FaqRelease",
    "FaqReleaseEntry",
    "FaqRevision",
    "FaqSchedule",
    "FaqWork",
    "Fee",
    "FormDefinition",
    "FormStepFact",
    "GoldenQuestion",
    "Handover",
    "HandoverEvent",
    "HandoverLine",
    "HolidayOverride",
    "HouseSetting",
    "IdentityProof",
    "IgnoredQuestion",
    "ItemRevision",
    "ItemWindow",
    "ItemWork",
    "LexiconChange",
    "Material",
    "ModelRun",
    "NluWork",
    "OneTimeCode",
    "OutboxMessage",
    "PolicyArticle",
    "PolicyDocument",
    "ProofAttempt",
    "QuestionCount",
    "QuestionFact",
    "QueueCounter",
    "Rating",
    "Rectification",
    "RoutingModel",
    "ServiceItem",
    "StaffAccount",
    "StaffSession",
    "Step",
    "Task",
    "Turn",
    "Upload",
    "Window",
    "WorkOrder",
    "WorkOrderEvent",
]
