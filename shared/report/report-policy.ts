// Content Security Policy of a report in HTML: its own styles and pictures, no script, nothing that is fetched or sent.
export const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
