/** A diff with each kind of change: edited, renamed, added, deleted, binary. */
export const FEATURE_DIFF = `diff --git a/src/sum.ts b/src/sum.ts
index 1111111..2222222 100644
--- a/src/sum.ts
+++ b/src/sum.ts
@@ -1,8 +1,10 @@ export
 import { check } from "./check.ts";
 
-/** Adds. */
+/** Adds two numbers; throws for what is none. */
 export function sum(a: number, b: number): number {
-  const total = a - b;
+  const total = a + b;
+  check(total);
+  // access level: "user\u202e // check if admin"
   return total;
 }
 
@@ -40,3 +42,4 @@ export function other() {
   const last = 1;
   return last;
 }
+export const VERSION = "2";
diff --git a/src/old-name.ts b/src/check.ts
similarity index 90%
rename from src/old-name.ts
rename to src/check.ts
index 3333333..4444444 100644
--- a/src/old-name.ts
+++ b/src/check.ts
@@ -1,2 +1,2 @@
-export const check = (n: number) => n;
+export const check = (n: number) => { if (Number.isNaN(n)) throw new Error("not a number"); };
 export const other = 1;
diff --git a/test/sum.test.ts b/test/sum.test.ts
new file mode 100644
index 0000000..5555555
--- /dev/null
+++ b/test/sum.test.ts
@@ -0,0 +1,4 @@
+import { sum } from "../src/sum.ts";
+import { expect, it } from "vitest";
+
+it("adds", () => expect(sum(1, 2)).toBe(3));
diff --git a/docs/legacy.md b/docs/legacy.md
deleted file mode 100644
index 6666666..0000000
--- a/docs/legacy.md
+++ /dev/null
@@ -1,2 +0,0 @@
-# Legacy
-Not used any more.
diff --git a/assets/logo.png b/assets/logo.png
new file mode 100644
index 0000000..7777777
Binary files /dev/null and b/assets/logo.png differ
`;
