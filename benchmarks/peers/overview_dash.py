"""The same 总览 in Dash, as its users would write it: pandas over the edition's files (WORKBENCH_HOME)."""

# ruff: noqa
import json, os
from pathlib import Path
import pandas as pd, plotly.graph_objects as go

home = Path(os.environ["WORKBENCH_HOME"])
folder = (home / "editions" / "current").resolve()
as_of = pd.Timestamp(json.loads((folder / "meta.json").read_text())["as_of"])
matters = pd.read_parquet(folder / "matters.parquet")
clocks = pd.read_parquet(folder / "clocks.parquet")
records = pd.read_parquet(folder / "records.parquet")
groups = pd.read_parquet(folder / "groups.parquet")
moves = pd.read_parquet(folder / "moves.parquet")
matters = matters[~matters["locked"]]
still = matters[matters["is_open"]]
clocks = clocks[clocks["matter_id"].isin(matters["matter_id"])]
DUE = ["按期完成", "超期完成", "超期未完成"]
flags = still["flags"]


def share(kinds):
    due = clocks[clocks["clock"].isin(kinds) & clocks["status"].isin(DUE)]
    return int(due["status"].eq("按期完成").sum()), len(due)


numbers = {
    "未化解": (len(still), len(matters)),
    "超期未完成": (int(still["clock_status"].eq("超期未完成").sum()), len(still)),
    "七日内到期": (int(still["days_left"].between(0, 7).sum()), len(still)),
    "责任有争议": (int((still["state_a"].eq("A3 异议待核") | flags.map(lambda f: "HF8" in f)).sum()), len(still)),
    "三跨三分离": (int(flags.map(lambda f: "HF4" in f).sum()), len(still)),
    "疑难": (int(flags.map(len).ge(3).sum()), len(still)),
    "及时受理率": share(["C02", "C03"]),
    "按期答复率": share(["C05"]),
}


def by_month(column):
    days = pd.to_datetime(records.loc[~records["locked"], column]).dropna()
    return days[days <= as_of].dt.to_period("M").astype(str).value_counts().sort_index().tail(18)


trend = go.Figure(
    [
        go.Bar(x=s.index, y=s.values, name=n)
        for n, s in (("登记", by_month("reg_time")), ("办结", by_month("done_date")))
    ]
)
owed = clocks[clocks["status"].isin(DUE) & clocks["unit"].ne("") & ~clocks["clock"].isin(["C04", "C07", "C09"])]
units = (
    owed["status"]
    .eq("按期完成")
    .groupby(owed["unit"])
    .agg(["mean", "size"])
    .query("size >= 10")
    .sort_values("mean")
    .head(11)
)
rank = go.Figure([go.Bar(x=units["mean"], y=units.index, orientation="h")])
done = moves[moves["kind"].eq("化解")].groupby("matter_id")["day"].first()
path = go.Figure([go.Scatter(y=pd.to_datetime(done).value_counts().sort_index().cumsum())])
cases = still.sort_values("overdue_days", ascending=False)[
    ["matter_id", "title", "lead_unit", "state_b", "due", "overdue_days"]
].head(200)
CHOOSE = {
    c: ["全部", *sorted(matters[c].dropna().unique())]
    for c in ("topic_l1", "issue_name", "lead_unit", "campaign", "label")
}

import sys
from dash import Dash, dash_table, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [
        html.Div([dcc.Dropdown(values, "全部") for values in CHOOSE.values()]),
        html.Div([html.Div(f"{name} {a} / {b}", className="card") for name, (a, b) in numbers.items()]),
        html.Div([dcc.Graph(figure=figure) for figure in (trend, path, rank)], style={"display": "flex"}),
        dash_table.DataTable(cases.astype(str).to_dict("records"), page_size=50),
    ]
)
if __name__ == "__main__":
    app.run(port=int(sys.argv[1]))
