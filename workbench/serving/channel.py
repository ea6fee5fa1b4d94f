"""The websocket between page and kernel (通道): an allow-list in, errors scrubbed out."""

from __future__ import annotations

from typing import Any, Final

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from workbench.serving.scrub import describe, error_content, scrub_outputs

ALLOWED: Final = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
CHANNELS: Final = ("shell",)
PROTOCOL_V1: Final = "v1.kernel.websocket.jupyter.org"


class QuietConnection(ZMQChannelsWebsocketConnection):
    """Widget messages only; no code, no shutdown, no input. Nothing of an error but that there was one goes out."""

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a widget message on; drop (and log the type of) anything else."""
        self.multi_kernel_manager.allowed_message_types = list(ALLOWED)
        if self.subprotocol == PROTOCOL_V1 and isinstance(incoming_msg, bytes):
            channel, _ = deserialize_msg_from_ws_v1(incoming_msg)  # type: ignore[no-untyped-call]
            if channel not in CHANNELS:
                self.log.warning("拒绝了通道 %.20r 上的消息", channel)
                return
        super().handle_incoming_message(incoming_msg)

    def _on_error(self, channel: str | None, msg: dict[str, Any], parts: list[Any]) -> None:
        """Called for every outgoing message before it is written: put clean content in place of errors."""
        clean = self._clean_content(channel, msg, parts)
        if clean is None:
            return
        msg["content"] = clean
        if self.subprotocol == PROTOCOL_V1:
            parts[3] = self.session.pack(clean)

    def _part(self, field: str, msg: dict[str, Any], parts: list[Any]) -> dict[str, Any]:
        return dict(self.get_part(field, msg[field], parts))  # type: ignore[no-untyped-call]

    def _clean_content(self, channel: str | None, msg: dict[str, Any], parts: list[Any]) -> dict[str, Any] | None:
        kind = str(self._part("header", msg, parts)["msg_type"])
        if kind == "error":
            where = describe(self._part("content", msg, parts))
            self.log.error("页面内核出错：%s", where, extra={"where": where})
            return error_content()
        if kind == "stream":
            is_stderr = self._part("content", msg, parts).get("name") == "stderr"
            return {"name": "stderr", "text": ""} if is_stderr else None
        if kind in ("comm_msg", "comm_open") and b'"output_type"' in bytes(parts[3]):
            return self._clean_widget(self._part("content", msg, parts))
        if channel == "shell" and kind.endswith("_reply"):
            content = self._part("content", msg, parts)
            return {**content, **error_content()} if content.get("status") == "error" else None
        return None

    @staticmethod
    def _clean_widget(content: dict[str, Any]) -> dict[str, Any]:
        """The state of an Output widget holds outputs, and so may hold tracebacks."""
        data = content.get("data", {})
        state = data.get("state") if isinstance(data, dict) else None
        if isinstance(state, dict) and isinstance(state.get("outputs"), list | tuple):
            state["outputs"] = scrub_outputs(list(state["outputs"]))
        return content
