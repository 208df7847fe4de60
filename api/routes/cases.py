"""Routes of complaints and who deals with them."""

from fastapi import APIRouter

router = APIRouter()
