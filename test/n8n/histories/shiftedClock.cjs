/**
 * Preloaded into n8n: its clock is ahead by as many milliseconds as a file says. The file is read at the start and after
 * each SIGUSR2, which a second file confirms. Timers and SQLite's own dates go on by the machine's clock.
 */
const { readFileSync, writeFileSync } = require('node:fs');

const file = process.env.SIGNED_EVENTS_CLOCK;
const RealDate = Date;
let shift = 0;
const read = () => {
	const text = readFileSync(file, 'utf8');
	shift = Number(text);
	writeFileSync(`${file}.seen`, text);
};
// n8n assigns `Date.now` to itself, which reaches the real one.
const realNow = RealDate.now;
const now = () => realNow() + shift;
globalThis.Date = new Proxy(RealDate, {
	construct: (target, given, type) =>
		Reflect.construct(target, given.length > 0 ? given : [now()], type),
	apply: () => new RealDate(now()).toString(),
	get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
read();
process.on('SIGUSR2', read);
