import { expect, it } from "vitest";
import { ApprovalBody, fieldErrors } from "../src/index.ts";

it.each([{}, { comment: "" }, { comment: " \n" }])(
  "refuses a push back that tells the earlier step nothing: %j",
  (more) => {
    const parsed = ApprovalBody.safeParse({ decision: "push_back", ...more });
    if (parsed.success) throw new Error("it was taken");
    expect(fieldErrors(parsed.error)).toEqual([
      { path: "comment", message: "is required to push back: it is what the earlier step is told" },
    ]);
  },
);

it("takes a push back with its words, and any other decision without", () => {
  for (const body of [
    { decision: "push_back", comment: "smaller steps" },
    { decision: "approve" },
    { decision: "decline" },
  ])
    expect(ApprovalBody.parse(body)).toEqual(body);
});
