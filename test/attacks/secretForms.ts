/**
 * A secret in each form in which it might stand in a log or a database: as it is, in JSON, in a URL, in
 * hexadecimal, and within the base64 of something longer, at whichever byte it begins there.
 */
export function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const inBase64 = [0, 1, 2].map((before) => {
		const written = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		// The first and last characters hold bits of what stands beside it.
		return written.slice(before === 0 ? 0 : before + 1, -4);
	});
	const plain = [
		secret,
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret),
		new URLSearchParams({ x: secret }).toString().slice(2),
	];
	const hexadecimal = bytes.toString('hex');
	const url = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
	const all = [...plain, hexadecimal, hexadecimal.toUpperCase(), ...inBase64, ...url];
	return [...new Set(all)];
}

/** The secrets, by name, that a text holds in any form. */
export function secretsIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
	return Object.entries(secrets).flatMap(([name, secret]) =>
		formsOf(secret)
			.filter((form) => text.includes(form))
			.map((form) => `${name} as ${form} in ${around(text, form)}`),
	);
}

function around(text: string, form: string): string {
	const at = text.indexOf(form);
	return JSON.stringify(text.slice(Math.max(0, at - 80), at + form.length + 40));
}
