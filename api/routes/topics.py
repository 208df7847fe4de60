"""Routes of topics."""

from fastapi import APIRouter

router = APIRouter()
