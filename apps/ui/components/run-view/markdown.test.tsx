import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { AnsiText } from "./ansi-text.tsx";
import { Markdown } from "./markdown.tsx";

describe("Markdown", () => {
  it("shows HTML as text and loads no image", () => {
    const { container } = render(
      <Markdown runId="R" text={'<b onclick="x()">bold</b>\n\n![pixel](https://e.example/p.png)'} />,
    );
    expect(container.querySelector("b, img, script")).toBeNull();
    expect(screen.getByText(/image not loaded: pixel/)).toBeInTheDocument();
  });

  it("shows where a link leads, and makes none of a script", () => {
    render(<Markdown runId="R" text="[click me](https://evil.example/x) and [run](javascript:alert(1))" />);
    expect(screen.getByText("(https://evil.example/x)")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "click me" })).toHaveAttribute("rel", "noopener noreferrer nofollow");
    expect(screen.getAllByRole("link")).toHaveLength(1);
  });

  it("writes out characters that turn the direction of reading", () => {
    render(<Markdown runId="R" text={"a\u202eb"} />);
    expect(screen.getByText("a⟨U+202E⟩b")).toBeInTheDocument();
  });
});

describe("AnsiText", () => {
  it("puts colours into classes and markup into text", () => {
    const { container } = render(<AnsiText text={"\u001b[31m<script>\u001b[0m"} />);
    expect(container.querySelector(".ansi-red-fg")?.textContent).toBe("<script>");
    expect(container.querySelector("script")).toBeNull();
  });
});
