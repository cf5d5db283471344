"""Printed text in pictures: where its lines lie and which characters they hold."""
