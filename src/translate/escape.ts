// Where the API server's reader of `$(NAME)` would see something else than text: before another `$`, before `(`, and
// before a character outside ASCII, of which it keeps one byte (third_party/forked/golang/expansion in Kubernetes).
const SPECIAL = /\$(?=[$(\u0080-\uffff])/g;

/** A text that Kubernetes expands to `text`: in `command`, `args` and `env` it replaces `$(NAME)`, ECS does not. */
export function escaped(text: string): string {
  return text.replace(SPECIAL, () => "$$");
}
