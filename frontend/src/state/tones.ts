// Tones made in the browser: no file is fetched to make a sound.
export interface Tone {
  shape: OscillatorType;
  from: number; // Hz
  to: number; // Hz, where it glides
  lasts: number; // s, at most 0.4
}

const SOFT = 0.12; // of full volume

/** Plays a tone that glides, after so many seconds. */
export function sing(context: AudioContext, { shape, from, to, lasts }: Tone): void {
  const start = context.currentTime;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = shape;
  tone.frequency.setValueAtTime(from, start);
  tone.frequency.exponentialRampToValueAtTime(to, start + lasts);
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(SOFT, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + lasts);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + lasts);
}
