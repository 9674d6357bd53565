"""A browser's tab without the browser: it opens a page over the websocket, changes inputs, hears the end of each run.

What it sends is what Streamlit's own page sends: the state of every input, the changed one among them.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

# A server that takes this long is not slow but gone.
SECONDS_TO_ANSWER = 60
_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass
class Tab:
    """An open page: its number inputs, what was told by its components, and its line to the server."""

    socket: object
    query: str
    page: str
    inputs: dict[str, object] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _page_hash: str = ""

    @classmethod
    async def open(cls, address, page, *, query="", cookie=""):
        """Open a page as a browser does that was given its address."""
        socket = await connect(
            address.replace("http://", "ws://") + "/_stcore/stream",
            additional_headers={"Cookie": cookie} if cookie else None,
            subprotocols=["streamlit"],
            open_timeout=SECONDS_TO_ANSWER,
            max_size=None,
            # No proxy of this machine may stand between: the server is here.
            proxy=None,
        )
        tab = cls(socket, query, page)
        await tab._run()
        return tab

    async def change(self, number_id, value):
        """Put a number into an input; the seconds until the server said that the run has ended."""
        self._states[number_id] = WidgetState(id=number_id, double_value=value)
        return await self._run(self.fragments[number_id])

    async def close(self):
        """Close the tab."""
        await self.socket.close()

    async def _run(self, fragment=""):
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self._page_hash, fragment
        if not self._page_hash:
            state.page_name = self.page
        state.widget_states.widgets.extend(self._states.values())
        content = asked.SerializeToString()
        began = time.perf_counter()
        await self.socket.send(content)
        frames = []
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            while not _is_end(frames):
                frames.append(ForwardMsg.FromString(await self.socket.recv()))
        took = time.perf_counter() - began
        for frame in frames:
            self._read(frame)
        return took

    def _read(self, frame):
        if frame.HasField("new_session"):
            self._page_hash = frame.new_session.page_script_hash
        if not frame.HasField("delta"):
            return
        element = frame.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "number_input":
            self._see(element.number_input, frame.delta.fragment_id)
        elif kind == "button_group":
            self._choose(element.button_group)
        elif kind == "bidi_component":
            self.told[element.bidi_component.component_name] = json.loads(_data(element.bidi_component))
        elif kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            self.faults.append(str(element))

    def _see(self, seen, fragment):
        self.inputs[seen.id], self.fragments[seen.id] = seen, fragment
        if seen.set_value:
            self._states[seen.id] = WidgetState(id=seen.id)
            if seen.HasField("value"):
                self._states[seen.id].double_value = seen.value
        elif seen.id not in self._states and seen.HasField("default"):
            self._states[seen.id] = WidgetState(id=seen.id, double_value=seen.default)

    def _choose(self, seen):
        chosen = (
            seen.raw_values if seen.set_value else [seen.options[place].content for place in seen.default]
        )
        if seen.set_value or seen.id not in self._states:
            self._states[seen.id] = WidgetState(id=seen.id)
            self._states[seen.id].string_array_value.data.extend(chosen)


def _is_end(frames):
    last = frames[-1] if frames else None
    return (
        last is not None and last.WhichOneof("type") == "script_finished" and last.script_finished != _EARLY
    )


def _data(component):
    return component.mixed.json if component.HasField("mixed") else component.json or "{}"
