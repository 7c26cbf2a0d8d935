"""Addresses of hand-outs, stocks, loans and books."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import lending, shelves, stocks, things

urlpatterns = [
    path("", things.rounds, name="rounds"),
    path("new/", things.new, name="round-new"),
    path("rounds/<int:number>/", things.one_round, name="round"),
    path("rounds/<int:number>/change/", things.change_round, name="round-change"),
    path("stock/", stocks.stocks, name="stocks"),
    path("stock.csv", stocks.stocks_csv, name="stocks-csv"),
    path("stock/<str:station_id>/", stocks.count, name="stock-count"),
    path("lent/", lending.lent, name="lent"),
    path("lent/<str:station_id>/", lending.racks, name="racks"),
    path("books/", shelves.shelves, name="shelves"),
    path("books/<str:station_id>/", shelves.shelf, name="shelf"),
    path("books/<str:station_id>/import/", shelves.bring, name="shelf-import"),
    path("books/<str:station_id>/rule/", shelves.rule, name="shelf-rule"),
]
