"""Routes of measures."""

from fastapi import APIRouter

router = APIRouter()
