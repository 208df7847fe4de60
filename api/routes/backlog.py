"""Routes of the improvement backlog."""

from fastapi import APIRouter

router = APIRouter()
