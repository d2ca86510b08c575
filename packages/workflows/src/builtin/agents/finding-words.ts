/** How findings are to be written, wherever an agent reports some. */
export const FINDING_FIELDS = [
  "- `findings`: the most severe first; an empty list where there is nothing to say, which is a good answer. Each with",
  "  - `severity`: `high` where something is wrong, lost or unsafe in ordinary use; `medium` where it goes wrong in cases that will happen; `low` for what is only worth knowing. Taste is no finding.",
  "  - `area`: the part of the code or product, in two or three words.",
  "  - `description`: what is wrong and in which case, so that a reader who has not seen the code understands it.",
  "  - `evidencePaths`: the places that prove it, as path:line. A finding without evidence is left out.",
  "  - `suggestions`: what to do about it, concretely.",
  "- `docGaps`: where the documentation does not tell what the code does, each with `docArea` (which document or part), `gap` and `recommendation`; empty without any.",
].join("\n");
