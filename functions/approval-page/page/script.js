"use strict";
(() => {
  const part = (id) => document.getElementById(id);
  const parts = new URLSearchParams(location.hash.slice(1));
  const link = { token: parts.get("token"), execution: parts.get("execution") };

  function say(text, kind) {
    const status = part("status");
    status.textContent = text;
    status.className = kind ? `status ${kind}` : "status";
    status.hidden = false;
  }

  async function post(path, body) {
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
      });
      return { ok: response.ok, said: await response.json() };
    } catch {
      return { ok: false, said: { Error: "The page got no response that it understands. Check the connection and load it again." } };
    }
  }

  // A paragraph whose lines all begin with ">" is quoted from the request.
  function paragraph(text) {
    const lines = text.split("\n");
    const quoted = lines.every((line) => line.startsWith(">"));
    const element = document.createElement(quoted ? "blockquote" : "p");
    element.textContent = quoted ? lines.map((line) => line.slice(1).trim()).join("\n") : text;
    return element;
  }

  function show(question) {
    part("title").textContent = question.Title.replace(/^Deskport: a/, "A");
    document.title = question.Title;
    part("text").replaceChildren(...question.Text.split("\n\n").map(paragraph));
    const open = question.Status === "OPEN";
    if (open && question.Until) {
      part("until").textContent = `Answer by ${new Date(question.Until).toLocaleString([], { dateStyle: "full", timeStyle: "short" })}.`;
    }
    part("until").hidden = !(open && question.Until);
    part("question").hidden = false;
    part("answers").hidden = !open;
    if (open) part("status").hidden = true;
    else say(question.Said);
  }

  async function answer(body) {
    const buttons = [part("approve"), part("refuse")];
    buttons.forEach((button) => { button.disabled = true; });
    say("Sending your answer …");
    const { ok, said } = await post("answer", { ...link, ...body });
    buttons.forEach((button) => { button.disabled = false; });
    const ended = Boolean(said.Status);
    say(said.Said || said.Error, ok && said.Status === "APPROVED" ? "good" : ok ? "" : "bad");
    part("status").focus();
    if (!ended) return;
    part("answers").hidden = true;
    part("until").hidden = true;
    // The link is worth nothing any more: it does not stay in the browser's history.
    history.replaceState(null, "", location.pathname);
  }

  part("approve").addEventListener("click", () => answer({ answer: "APPROVE" }));
  part("refuse").addEventListener("click", () => {
    const reason = part("reason");
    const empty = reason.value.trim() === "";
    reason.setAttribute("aria-invalid", String(empty));
    if (empty) {
      part("reason-hint").textContent = "A refusal needs a reason, of 1 to 256 characters.";
      reason.focus();
      return;
    }
    answer({ answer: "REFUSE", reason: reason.value.trim() });
  });
  // A phone adds no paragraph to a reason, and a keyboard's Enter none either.
  part("reason").addEventListener("input", (event) => {
    event.target.value = event.target.value.replace(/\s*\n\s*/g, " ");
    event.target.removeAttribute("aria-invalid");
  });

  (async () => {
    if (!link.token || !link.execution) {
      say("This link is not whole. Open the one in the e-mail again, or copy all of it.", "bad");
      return;
    }
    say("Loading the question …");
    const { ok, said } = await post("question", link);
    if (ok) show(said);
    else say(said.Error, "bad");
  })();
})();
