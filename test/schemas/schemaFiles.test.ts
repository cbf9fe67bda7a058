import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Parser } from '@asyncapi/parser';

import { receiverTypes, schemaFiles } from '../../gulp/schemaFiles';
import { sampleEvent } from '../../gulp/sampleEvent';
import { normalizedEvent } from '../../nodes/core/event';
import packageJson from '../../package.json';
import { newValidator, readSchema } from './validate';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'docs', 'schemas');
const TYPES = join(ROOT, 'nodes/core/envelope/signedEvent.ts');
/** What the build makes, by the name of its file. The committed files are equal. */
const made = schemaFiles(packageJson);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('the committed files', () => {
	it('of docs/schemas are what `npm run schemas` writes', () => {
		expect(files.sort()).toEqual([...made.keys()].sort());
		for (const [name, content] of made)
			expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(
				`${JSON.stringify(content, null, '\t')}\n`,
			);
	});

	it('of the types of receivers are what `npm run schemas` writes', () => {
		// Prettier imports its parsers, which jest cannot.
		const prettier = [require.resolve('prettier/bin/prettier.cjs'), '--stdin-filepath', TYPES];
		const formatted = execFileSync(process.execPath, prettier, {
			...{ input: receiverTypes(), cwd: ROOT, encoding: 'utf8' },
		});
		expect(readFileSync(TYPES, 'utf8')).toBe(formatted);
	});
});

describe('each schema', () => {
	const schemas = files.filter((name) => !['topics.json', 'asyncapi.json'].includes(name));

	it.each(schemas)('%s is a JSON Schema 2020-12 without unknown keywords', (name) => {
		const schema = readSchema(name.replace('.json', ''));
		expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
		expect(() => newValidator().compile(schema)).not.toThrow();
	});

	it.each(schemas)('%s has only patterns that other languages can read', (name) => {
		const text = readFileSync(join(FOLDER, name), 'utf8');
		const patterns = [...text.matchAll(/"pattern": "(.+)"/g)].map(([, pattern]) => pattern);
		// Go and Rust have no assertions and no back references (https://github.com/google/re2/wiki/Syntax).
		for (const pattern of patterns) expect(pattern).not.toMatch(/\(\?[=!<]|\\\\[1-9]/);
	});
});

describe('the schema of an event', () => {
	const schema = made.get('event.json') as Record<string, unknown>;
	const validate = newValidator().compile(schema);
	const fields = Object.keys(normalizedEvent.shape) as Array<keyof typeof sampleEvent>;

	it('names the fields of an event, and requires those that each event has', () => {
		const { properties, required } = schema as {
			properties: object;
			required: string[];
		};
		expect(Object.keys(properties)).toEqual(fields);
		const needed = fields.filter((field) => !normalizedEvent.shape[field].isOptional());
		expect(required).toEqual(needed);
	});

	it.each(fields)('accepts no other values of %s than the node', (field) => {
		const values = [
			...[undefined, null, '', ' ', 'a.b', 'text', 'ABCDEFGH', 'CREATED', 'polling', 0, 1.5],
			...[true, false, [], ['a'], [1], {}, { a: 'b' }, { a: 1 }, 'x'.repeat(501)],
			...['2026-11-21T10:00:00Z', '2026-11-21T10:00Z', '2026-11-21', '2026-11-21T10:00:00+01:00'],
		];
		for (const value of values) {
			const event = { ...sampleEvent, [field]: value };
			expect({ value, isValid: validate(event) }).toEqual({
				value,
				isValid: normalizedEvent.safeParse(event).success,
			});
		}
	});
});

describe('the AsyncAPI document', () => {
	const text = JSON.stringify(made.get('asyncapi.json'));
	const ERROR = 0;

	it('is valid for the official parser', async () => {
		const { document, diagnostics } = await new Parser().parse(text);
		expect(diagnostics.filter(({ severity }) => severity === ERROR)).toEqual([]);
		expect(document?.version()).toBe('3.0.0');
		const sent = document?.operations().get('send')?.messages().all();
		expect(sent?.map((message) => message.id()).sort()).toEqual([
			'cloudElementsNotification',
			'cloudEvent',
			'cloudEventBatch',
			'cloudEventBinary',
			'event',
		]);
	});

	it('is invalid for that parser if a reference leads nowhere', async () => {
		const broken = JSON.parse(text);
		delete broken.components.schemas.SignedEvent;
		const { diagnostics } = await new Parser().parse(JSON.stringify(broken));
		expect(diagnostics.some(({ severity }) => severity === ERROR)).toBe(true);
	});

	const { messages } = (JSON.parse(text) as { components: { messages: Messages } }).components;

	it.each(Object.entries(messages))('has a valid example of %s', (_name, { payload, examples }) => {
		const title = payload.$ref.split('/').pop();
		const schema = files
			.map((name) => readSchema(name.replace('.json', '')))
			.find((one) => one.title === title);
		const validate = newValidator().compile(schema ?? {});
		expect(title).toBe(schema?.title);
		expect(examples).toHaveLength(1);
		for (const example of examples) expect(validate(example.payload)).toBe(true);
	});
});

type Messages = Record<string, { payload: { $ref: string }; examples: Array<{ payload: object }> }>;
