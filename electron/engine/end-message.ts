// What a host posts to the engine's thread instead of a frame: the engine closes the case and ends by itself.
export const endMessage = 'end';
