import type { Rule } from "./rule.ts";
import { FIELD, FIELD_ANCHORS } from "./rule-parts.ts";

const raw = String.raw;

/** A word of a command line or a shell assignment. */
const WORD = raw`[^\x00-\x20"'\x60\x7f]`;
/** Not a reference and not a count. */
const LITERAL = raw`(?!\$|<|\*{3}|[0-9.,]{1,12}(?![A-Za-z0-9_+\/=-]))`;
const ENV_NAME = "(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|CREDENTIALS?)(?:_[A-Z0-9_]{0,32})?=";
const ENV_ANCHORS = ["pass", "pwd", "secret", "token", "credential"];

/** Secrets in command lines, shell variables and the files that programs keep them in. Group 1 stays visible. */
export const COMMAND_RULES: readonly Rule[] = [
  { name: "env-double", anchors: ENV_ANCHORS, pattern: raw`(${ENV_NAME}")(?!\$)[^"\x00-\x1f\x7f]{4,2048}(?=")` },
  { name: "env-single", anchors: ENV_ANCHORS, pattern: raw`(${ENV_NAME}')(?!\$)[^'\x00-\x1f\x7f]{4,2048}(?=')` },
  {
    name: "env-key",
    anchors: ["_key="],
    pattern: raw`((?<!CACHE|PRIMARY|FOREIGN|PUBLIC|SORT|PARTITION)_KEY=["']?)(?=[A-Za-z+\/=_]{0,64}[0-9])(?=[0-9+\/=_]{0,64}[A-Za-z])[A-Za-z0-9+\/=_]{20,2048}`,
  },
  {
    name: "mysql",
    anchors: ["mysql"],
    pattern: raw`(mysql(?:dump|admin)?[ \t][^\x00-\x1f]{0,200}?[ \t]-p)(?!ort|rotocol|lugin)${LITERAL}${WORD}{2,256}`,
  },
  { name: "sshpass", anchors: ["sshpass"], pattern: raw`(sshpass[ \t]{1,4}-p[ \t]{0,4}["']?)${LITERAL}${WORD}{2,256}` },
  {
    name: "login",
    anchors: [" login "],
    pattern: raw`( login [^\x00-\x1f]{0,200}?[ \t]-p[ \t=]{1,2}["']?)${LITERAL}${WORD}{4,1024}`,
  },
  {
    name: "curl-user",
    anchors: ["curl "],
    pattern: raw`(curl [^\x00-\x1f]{0,200}?(?<=[ \t])-u[A-Za-z0-9_][^\x00-\x20"':]{0,128}:)${LITERAL}${WORD}{2,256}`,
  },
  { name: "openssl", anchors: [" pass:"], pattern: raw`((?<=-pass(?:in|out)?) pass:)${WORD}{2,256}` },
  {
    name: "netrc",
    anchors: ["login "],
    pattern: raw`(login ${WORD}{1,128}[ \t]{1,4}password[ \t]{1,4})${WORD}{2,256}`,
  },
  {
    name: "registry-auth",
    anchors: ['"auth', "_auth"],
    pattern: raw`((?:"auth\\{0,3}"|_auth)[ \t]{0,4}[=:][ \t]{0,4}(?:\\{0,3}["'])?)[A-Za-z0-9+\/=]{12,4096}`,
  },
  {
    name: "element",
    anchors: FIELD_ANCHORS.map((name) => `${name}>`),
    ignoreCase: true,
    pattern: raw`((?<=<[A-Za-z0-9_.:-]{0,40})${FIELD}>)[^<\x00-\x1f\x7f]{2,1024}(?=<\/)`,
  },
  {
    // <add key="ApiKey" value="…"/>, {"name": "DB_PASSWORD", "value": "…"}
    name: "named-value",
    anchors: FIELD_ANCHORS,
    ignoreCase: true,
    pattern: raw`(${FIELD}(?:[_.-][A-Za-z0-9_.-]{0,32})?\\{0,3}["'],?[ \t]{0,4}(?:\\{0,3}["'])?value(?:\\{0,3}["'])?[ \t]{0,4}[:=][ \t]{0,4}\\{0,3}["'])(?!\$)[^"'\x00-\x1f\\\x7f]{2,2048}`,
  },
];
