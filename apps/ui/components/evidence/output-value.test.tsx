import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { OutputValue } from "./output-value.tsx";

describe("OutputValue", () => {
  it("shows objects as terms and arrays of objects as a table, and bounds both", () => {
    const { container } = render(
      <OutputValue
        depth={0}
        value={{ durationMs: 1200, files: Array.from({ length: 500 }, (_, i) => ({ path: `f${i}` })) }}
      />,
    );
    expect(screen.getByText("duration ms")).toBeInTheDocument();
    expect(screen.getByRole("table")).toBeInTheDocument();
    expect(screen.getByText(/480 more rows/)).toBeInTheDocument();
    expect(container.querySelectorAll("*").length).toBeLessThan(200);
  });
});
