"""The default store, on TinyDB: files that are added to, one a group."""

from bot.store.tinydb.backup import BackupInfo, backup_of, restore_backup
from bot.store.tinydb.database import GroupDatabase
from bot.store.tinydb.store import TinyDBStore, Upkeep

__all__ = ["BackupInfo", "GroupDatabase", "TinyDBStore", "Upkeep", "backup_of", "restore_backup"]
