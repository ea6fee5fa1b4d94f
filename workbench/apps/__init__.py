"""The dashboards (看板): one folder each, `model.py` without widgets and `view.py` that only draws."""
