// A short word on what was just done, where nothing else in sight shows it: "Undone: note". It goes by itself.

const lasts = 5000;

class Said {
  text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.text = ''), lasts);
  }
}

export const said = new Said();
