"""Routes of the voice-of-customer report."""

from fastapi import APIRouter

router = APIRouter()
