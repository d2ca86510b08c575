/**
 * What a secret looks like. Every quantifier is bounded and no class matches a line break, so that the combined
 * expression is linear and a match never leaves its line. Texts are latin1 views of bytes: one unit per byte.
 * A change here is a change of `RULES_VERSION`.
 */
export const RULES_VERSION = "2026-11-20.1";

/** Not inside a word; an ANSI sequence or a JSON escape before the token does not count as a word. */
const WORD_START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\x1b\[[0-9;]{0,16}m)|(?<=\\[nrt]))`;
/** Optional quote (also escaped in JSON) and ANSI colour. */
const QUOTE = String.raw`(?:\\{0,3}["'\x60])?`;
const COLOUR = String.raw`(?:\x1b\[[0-9;]{0,16}m)?`;
const GAP = String.raw`[ \t]{0,8}`;
/** Between a name and its value: = : := => with optional quotes and colours. */
const ASSIGN = `${QUOTE}${COLOUR}${GAP}(?:=>|:=|[=:])${GAP}${COLOUR}${QUOTE}`;
/** One value: up to a quote, blank, comma, semicolon, bracket or the end of the line. */
const VALUE = String.raw`[^\x00-\x20"'\x60,;<>(){}\[\]\\&\x7f]`;
/** What stands where a value would, in source code and configuration: names of types, references, empty marks. */
const NO_VALUE = String.raw`(?!(?:string|number|boolean|object|null|undefined|none|nil|true|false|required|optional|unknown|any|process\.env|os\.environ|import\.meta|env\.|config\.|self\.|this\.)(?![A-Za-z0-9])|\$|%[A-Z(]|\*{3})`;

/** Whole tokens, recognised by their own prefix. */
export const TOKENS: readonly { name: string; pattern: string }[] = [
  { name: "aws-access-key", pattern: String.raw`(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}` },
  { name: "github", pattern: String.raw`gh[opusr]_[A-Za-z0-9]{20,255}` },
  { name: "github-fine-grained", pattern: String.raw`github_pat_[A-Za-z0-9_]{20,255}` },
  {
    name: "gitlab",
    pattern: String.raw`(?:glpat|gldt|glrt|glrtr|glptt|glsoat|glcbt|glft|glagent|gloas|glimt|glffct|glwt)-[A-Za-z0-9_=.-]{16,255}`,
  },
  { name: "slack", pattern: String.raw`xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,255}` },
  { name: "slack-app", pattern: String.raw`xapp-[A-Za-z0-9-]{10,255}` },
  { name: "slack-webhook", pattern: String.raw`hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+\/_-]{20,255}` },
  // OpenAI, Anthropic, OpenRouter, DeepSeek: all of them start with sk-.
  { name: "sk", pattern: `${WORD_START}${String.raw`sk-(?=[A-Za-z0-9_-]{0,40}[0-9A-Z])[A-Za-z0-9_-]{16,512}`}` },
  { name: "google-api-key", pattern: String.raw`AIza[A-Za-z0-9_-]{30,80}` },
  { name: "google-oauth", pattern: String.raw`ya29\.[A-Za-z0-9_-]{20,1024}` },
  { name: "google-client-secret", pattern: String.raw`GOCSPX-[A-Za-z0-9_-]{20,80}` },
  { name: "google-refresh", pattern: String.raw`(?<![A-Za-z0-9\/])1\/\/0[A-Za-z0-9_-]{30,255}` },
  { name: "stripe", pattern: `${WORD_START}${String.raw`[srp]k_(?:live|test|prod)_[A-Za-z0-9]{10,255}`}` },
  { name: "webhook-secret", pattern: String.raw`whsec_[A-Za-z0-9+\/=_-]{16,255}` },
  { name: "npm", pattern: String.raw`npm_[A-Za-z0-9]{30,255}` },
  { name: "pypi", pattern: String.raw`pypi-[A-Za-z0-9_-]{32,1024}` },
  { name: "rubygems", pattern: String.raw`rubygems_[a-f0-9]{32,80}` },
  { name: "hugging-face", pattern: `${WORD_START}${String.raw`(?:hf|api_org)_[A-Za-z0-9]{30,80}`}` },
  { name: "groq-xai-replicate", pattern: `${WORD_START}${String.raw`(?:gsk_|xai-|r8_|pplx-|nvapi-|fw_)[A-Za-z0-9_-]{30,255}`}` },
  { name: "sendgrid", pattern: String.raw`SG\.[A-Za-z0-9_-]{16,80}\.[A-Za-z0-9_-]{16,120}` },
  { name: "twilio", pattern: `${WORD_START}${String.raw`(?:SK|AC)[0-9a-f]{32}(?![0-9a-f])`}` },
  { name: "mailgun", pattern: `${WORD_START}${String.raw`key-[0-9a-f]{32}`}` },
  { name: "mailchimp", pattern: String.raw`(?<![0-9a-f])[0-9a-f]{32}-us[0-9]{1,2}` },
  { name: "digitalocean", pattern: String.raw`do[opr]_v1_[a-f0-9]{40,80}` },
  { name: "shopify", pattern: String.raw`shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}` },
  { name: "databricks", pattern: `${WORD_START}${String.raw`dapi[a-f0-9]{32}`}` },
  { name: "doppler", pattern: String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{30,120}` },
  { name: "vault", pattern: `${WORD_START}${String.raw`hv[sbr]\.[A-Za-z0-9_-]{20,300}`}` },
  { name: "linear", pattern: String.raw`lin_(?:api|oauth)_[A-Za-z0-9]{30,80}` },
  { name: "notion", pattern: `${WORD_START}${String.raw`(?:ntn_|secret_)[A-Za-z0-9]{40,60}`}` },
  { name: "atlassian", pattern: String.raw`AT(?:ATT3|CTT3)[A-Za-z0-9_=-]{30,300}` },
  { name: "figma", pattern: String.raw`fig[dou]_[A-Za-z0-9_-]{30,80}` },
  { name: "telegram", pattern: String.raw`(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{32,34}` },
  { name: "discord-webhook", pattern: String.raw`discord(?:app)?\.com\/api\/webhooks\/[0-9]{10,22}\/[A-Za-z0-9_-]{40,100}` },
  { name: "square", pattern: String.raw`(?:sq0[a-z]{3}-|EAAA)[A-Za-z0-9_-]{22,80}` },
  { name: "age", pattern: String.raw`AGE-SECRET-KEY-1[A-Z0-9]{50,80}` },
  { name: "supabase-netlify", pattern: `${WORD_START}${String.raw`(?:sbp|nfp)_[A-Za-z0-9]{30,80}`}` },
  { name: "fly", pattern: String.raw`(?:FlyV1 fm[12]_|fo1_)[A-Za-z0-9_+\/=,-]{30,2048}` },
  { name: "postman", pattern: String.raw`PMAK-[A-Fa-f0-9]{20,30}-[A-Fa-f0-9]{30,40}` },
  { name: "sentry", pattern: String.raw`sntry[su]_[A-Za-z0-9_+\/=-]{40,300}` },
  { name: "grafana", pattern: String.raw`gl(?:sa|c)_[A-Za-z0-9_+\/=]{30,400}` },
  { name: "new-relic", pattern: String.raw`NR(?:AK|JS|II)-[A-Za-z0-9]{20,40}` },
  { name: "pulumi", pattern: `${WORD_START}${String.raw`pul-[a-f0-9]{40}`}` },
  { name: "terraform", pattern: String.raw`[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}` },
  { name: "docker", pattern: String.raw`dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}` },
  { name: "circleci-buildkite", pattern: String.raw`(?:CCIPAT_|CCIPRJ_|bkua_)[A-Za-z0-9_]{20,120}` },
  { name: "jwt", pattern: String.raw`ey[A-Za-z0-9_-]{10,4096}\.ey[A-Za-z0-9_-]{10,8192}(?:\.[A-Za-z0-9_-]{0,4096})?` },
];

const SECRET_NAMES = [
  "secret[_-]?access[_-]?key",
  "secret[_-]?key",
  "client[_-]?secret",
  "secret",
  "access[_-]?key",
  "api[_-]?key",
  "apikey",
  "private[_-]?key",
  "account[_-]?key",
  "signing[_-]?key",
  "encryption[_-]?key",
  "shared[_-]?access[_-]?signature",
  "token",
  "credentials?",
].join("|");
const PASSWORD_NAMES = "password|passwd|passphrase|passwort|pass(?=[\"'`]?[ \\t]{0,4}[=:])";
/** `_prod`, `.v2` and the like after a name; a plural (`tokens: 12`) is no name of a secret. */
const SUFFIX = String.raw`(?:[_.-][A-Za-z0-9_.-]{0,32})?`;

/** A visible lead, kept, and a secret after it. Each pattern has one capturing group: the lead. Case does not matter. */
export const ASSIGNMENTS: readonly { name: string; pattern: string }[] = [
  {
    name: "authorization",
    pattern: String.raw`((?:proxy-)?authorization${ASSIGN}(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)[ \t]{1,4})?)[^\x00-\x1f"'\x60\\\x7f]{4,4096}`,
  },
  { name: "bearer", pattern: String.raw`((?<![a-z])bearer[ \t]{1,4})(?=[a-z._~+\/=-]{0,200}[0-9])[A-Za-z0-9._~+\/=-]{12,4096}` },
  { name: "cookie", pattern: String.raw`((?<![a-z])(?:set-)?cookie:[ \t]{0,4})[^\x00-\x1f"'\x60\x7f]{4,4096}` },
  { name: "password-quoted", pattern: `((?:${PASSWORD_NAMES})${SUFFIX}${QUOTE}${COLOUR}${GAP}(?:=>|:=|[=:])${GAP}${COLOUR}")${NO_VALUE}[^"\\x00-\\x1f\\\\\\x7f]{1,1024}(?=["\\\\])` },
  { name: "password-single", pattern: `((?:${PASSWORD_NAMES})${SUFFIX}${QUOTE}${COLOUR}${GAP}(?:=>|:=|[=:])${GAP}${COLOUR}')${NO_VALUE}[^'\\x00-\\x1f\\\\\\x7f]{1,1024}(?=['\\\\])` },
  { name: "password", pattern: `((?:${PASSWORD_NAMES})${SUFFIX}${ASSIGN})${NO_VALUE}${VALUE}{2,1024}` },
  { name: "pwd", pattern: `((?<![a-z])pwd${QUOTE}${GAP}[=:]${GAP}${QUOTE})${NO_VALUE}(?![\\/~.])${VALUE}{3,1024}` },
  { name: "secret", pattern: `((?:${SECRET_NAMES})${SUFFIX}${ASSIGN})${NO_VALUE}(?![0-9.]{1,12}(?![A-Za-z0-9]))${VALUE}{6,2048}` },
  {
    name: "flag",
    pattern: String.raw`(--?(?:password|passwd|passphrase|token|secret|api-?key|access-?key|auth-?token|client-secret)[ \t]{1,4}["']?)(?![-$<])${VALUE}{3,1024}`,
  },
  { name: "curl-user", pattern: String.raw`((?<![a-z0-9-])(?:-u|--user)[ =]{1,2}["']?[^\x00-\x20"':]{1,128}:)[^\x00-\x20"'$]{2,256}` },
  { name: "url-password", pattern: String.raw`(:\/\/[^\x00-\x20"'\x60<>\/:@]{0,128}:)[^\x00-\x20"'\x60<>\/@]{1,512}(?=@)` },
  { name: "url-token", pattern: String.raw`(:\/\/)[A-Za-z0-9_.~-]{20,512}(?=@)` },
  { name: "azure-sas", pattern: String.raw`([?&]sig=)[A-Za-z0-9%+\/=_-]{20,512}` },
  { name: "aws-signature", pattern: String.raw`(x-amz-(?:signature|security-token|credential)=)[A-Za-z0-9%+\/=_-]{10,2048}` },
];

/** Longest thing a rule can match, its lead included; a cut in a long line must keep more context than this. */
export const LONGEST_MATCH = 20 * 1024;

/** Names of JSON fields whose whole value is a secret. */
export const SECRET_KEY =
  /(?:^|[_.-]|[a-z])(?:password|passwd|passphrase|secret|secretAccessKey|secret_access_key|api[_-]?key|private[_-]?key|access[_-]?key|client[_-]?secret|authorization|cookie)$|(?:^|[_.-]|auth|access|refresh|id|api|bearer|session)token$/i;
