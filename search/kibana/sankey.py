"""A Vega picture of flows: bands between what stands on the left and what stands on the right."""

from typing import Any

State = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega/v5.json"
"""Names the language of the picture; nothing is fetched from there."""
NODE_WIDTH = 14
MARGIN = 90
"""Pixels at either side for names."""


def sankey(
    *, index: str, time: str, left: str, right: str, most: int, nothing: str
) -> State:
    """Return the specification of a picture of how many documents lead from one value to another.

    Args:
        index: What Kibana asks; it adds the dashboard's filters and span of time itself.
        time: Field of the documents' time.
        left: Field of where flows begin.
        right: Field of where they end.
        most: Values at either side; the largest.
        nothing: What to say where there are no documents.
    """
    return {
        "$schema": SCHEMA,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 8,
        "data": [
            _flows(index, time, left, right, most),
            _nodes("origins", "from", "left0", "left1"),
            _nodes("destinations", "to", "right0", "right1"),
            {
                "name": "whole",
                "source": "flows",
                "transform": [
                    {
                        "type": "aggregate",
                        "fields": ["size", "size"],
                        "ops": ["sum", "count"],
                        "as": ["size", "flows"],
                    }
                ],
            },
        ],
        "scales": [
            {
                "name": "height",
                "type": "linear",
                "domain": {"data": "whole", "field": "size"},
                "domainMin": 0,
                "range": "height",
                "reverse": True,
            },
            {
                "name": "colour",
                "type": "ordinal",
                "domain": {"data": "origins", "field": "from", "sort": True},
                "range": "category",
            },
        ],
        "marks": [
            _bands(),
            *_column("origins", "from", "left", at="left"),
            *_column("destinations", "to", "right", at="right"),
            _when_empty(nothing),
        ],
    }


def _flows(index: str, time: str, left: str, right: str, most: int) -> State:
    inner = {"terms": {"field": right, "size": most}}
    outer = {"terms": {"field": left, "size": most}, "aggs": {"to": inner}}
    return {
        "name": "flows",
        "url": {
            "%context%": True,
            "%timefield%": time,
            "index": index,
            "body": {"size": 0, "aggs": {"from": outer}},
        },
        "format": {"property": "aggregations.from.buckets"},
        "transform": [
            {"type": "flatten", "fields": ["to.buckets"], "as": ["end"]},
            {"type": "formula", "expr": "datum.key", "as": "from"},
            {"type": "formula", "expr": "datum.end.key", "as": "to"},
            {"type": "formula", "expr": "datum.end.doc_count", "as": "size"},
            _stack(["from", "to"], "left"),
            _stack(["to", "from"], "right"),
        ],
    }


def _stack(order: list[str], side: str) -> State:
    return {
        "type": "stack",
        "field": "size",
        "sort": {"field": order},
        "as": [f"{side}0", f"{side}1"],
    }


def _nodes(name: str, field: str, low: str, high: str) -> State:
    """Return where each value of a side lies: from its first band to its last."""
    together = {
        "type": "aggregate",
        "groupby": [field],
        "fields": ["size", low, high],
        "ops": ["sum", "min", "max"],
        "as": ["size", "low", "high"],
    }
    return {"name": name, "source": "flows", "transform": [together]}


def _bands() -> State:
    start, end = MARGIN + NODE_WIDTH, f"(width - {MARGIN + NODE_WIDTH})"
    middle = "(width / 2)"
    points = {
        name: f"scale('height', datum.{name})"
        for name in ("left0", "left1", "right0", "right1")
    }
    path = [
        f"'M{start},' + {points['left0']}",
        f"'C' + {middle} + ',' + {points['left0']}",
        f"' ' + {middle} + ',' + {points['right0']}",
        f"' ' + {end} + ',' + {points['right0']}",
        f"'L' + {end} + ',' + {points['right1']}",
        f"'C' + {middle} + ',' + {points['right1']}",
        f"' ' + {middle} + ',' + {points['left1']}",
        f"' {start},' + {points['left1']} + 'Z'",
    ]
    told = "datum.from + ' → ' + datum.to + ': ' + datum.size"
    return {
        "type": "path",
        "from": {"data": "flows"},
        "encode": {
            "update": {
                "path": {"signal": " + ".join(path)},
                "fill": {"scale": "colour", "field": "from"},
                "fillOpacity": {"value": 0.45},
                "tooltip": {"signal": told},
            },
            "hover": {"fillOpacity": {"value": 0.8}},
        },
    }


def _column(data: str, field: str, side: str, *, at: str) -> list[State]:
    """Return the bars of a side and their names."""
    x = (
        {"value": MARGIN}
        if at == "left"
        else {"signal": f"width - {MARGIN + NODE_WIDTH}"}
    )
    name_x = (
        {"value": MARGIN - 6} if at == "left" else {"signal": f"width - {MARGIN - 6}"}
    )
    colour = (
        {"scale": "colour", "field": field} if at == "left" else {"value": "#69707d"}
    )
    bar = {
        "type": "rect",
        "name": f"{side}-bars",
        "from": {"data": data},
        "encode": {
            "update": {
                "x": x,
                "width": {"value": NODE_WIDTH},
                "y": {"scale": "height", "field": "high"},
                "y2": {"scale": "height", "field": "low"},
                "fill": colour,
                "tooltip": {"signal": f"datum.{field} + ': ' + datum.size"},
            }
        },
    }
    name = {
        "type": "text",
        "from": {"data": data},
        "encode": {
            "update": {
                "x": name_x,
                "y": {"signal": "scale('height', (datum.low + datum.high) / 2)"},
                "align": {"value": "right" if at == "left" else "left"},
                "baseline": {"value": "middle"},
                "text": {"signal": f"datum.{field} + ' (' + datum.size + ')'"},
            }
        },
    }
    return [bar, name]


def _when_empty(nothing: str) -> State:
    return {
        "type": "text",
        "from": {"data": "whole"},
        "encode": {
            "update": {
                "x": {"signal": "width / 2"},
                "y": {"signal": "height / 2"},
                "align": {"value": "center"},
                "text": {"signal": f"datum.flows ? '' : {nothing!r}"},
            }
        },
    }
