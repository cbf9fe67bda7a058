import { buildProver } from './fixtures/prover/build';
import { startDownstream, type Downstream } from './fixtures/prover/downstream';
import { Hub } from './fixtures/prover/hub';
import { SIGNATURE_HEADER } from './fixtures/prover/vendor';
import { hubCredential, proverWorkflow } from './fixtures/prover/workflow';
import { startN8n, type N8n } from './support/n8n';
import { SwitchableProxy, type ProxyRule } from './support/switchableProxy';
import { waitFor } from './support/waitFor';

jest.setTimeout(120_000);

const SOON_MS = 20_000;

let hub: Hub;
let downstream: Downstream;
let proxy: SwitchableProxy;
let n8n: N8n;
let other: N8n;

beforeAll(async () => {
	[hub, downstream, proxy] = await Promise.all([
		Hub.open({ greets: false }),
		startDownstream(),
		SwitchableProxy.start(),
	]);
	// The first probe after the activation is also a large one.
	proxy.rule = { respond: (body) => (body.length > 1_000_000 ? { status: 413 } : undefined) };
	const common = { packages: [await buildProver()], credentials: [hubCredential(hub)] };
	const workflow = proverWorkflow('one', downstream.url, { topics: ['order.updated'] });
	other = await startN8n({ ...common, workflows: [{ ...workflow, active: false }] });
	n8n = await startN8n({
		...common,
		workflows: [workflow],
		environment: { WEBHOOK_URL: `${proxy.url}/` },
	});
	proxy.target = n8n.url;
}, 600_000);

afterAll(async () => {
	await Promise.all([n8n?.stop(), other?.stop()]);
	await Promise.all([hub?.close(), downstream?.close(), proxy?.close()]);
});

/** Applies a rule of the proxy, and returns what n8n then logs about the probe. */
async function logUnder(rule: ProxyRule, expected: RegExp): Promise<void> {
	const from = n8n.output().length;
	proxy.rule = rule;
	await waitFor(() => expected.test(n8n.output().slice(from)), SOON_MS, `${expected} in n8n's log`);
}

const encodedAgain = (body: Buffer) => Buffer.from(JSON.stringify(JSON.parse(body.toString())));

describe('the probe in n8n', () => {
	it('names a limit of the body, and that it is gone', async () => {
		await waitFor(
			() =>
				/does not|do not arrive/.test(n8n.output()) && /client_max_body_size/.test(n8n.output()),
			SOON_MS,
			'the limit in the log',
		);
		await logUnder({}, /webhook URL works again\. The probe reached this node unchanged in \d+ ms/);
	});

	const faults: Array<[fault: string, rule: () => ProxyRule, line: RegExp]> = [
		['a proxy that encodes JSON again', () => ({ body: encodedAgain }), /encoded it again/],
		[
			'a proxy that drops the signature',
			() => ({ headers: (headers) => ({ ...headers, [SIGNATURE_HEADER]: undefined }) }),
			/dropped or changed headers of the probe: x-prover-signature/,
		],
		[
			'a proxy that drops all headers with x-',
			() => ({
				headers: (headers) =>
					Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-'))),
			}),
			/dropped or changed headers of the probe: x-prover-signature/,
		],
		[
			'a dead tunnel',
			() => ({
				respond: () => ({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' } }),
			}),
			/The tunnel at http:\/\/127\.0\.0\.1:\d+ has no connection/,
		],
		[
			'a proxy that cannot reach n8n',
			() => ({ target: 'http://127.0.0.1:9' }),
			/cannot reach n8n \(HTTP 502\)/,
		],
		[
			'a 404 page',
			() => ({ respond: () => ({ status: 404, body: '<h1>Not Found</h1>' }) }),
			/Something other than this n8n/,
		],
		[
			'a wrong path',
			() => ({ path: (path) => `/n8n${path}` }),
			/does not know the path \/webhook\/hook-one\/webhook/,
		],
		[
			'another n8n, which does not serve the workflow',
			() => ({ target: other.url }),
			/n8n responds that it does not serve this URL \(HTTP 404\), although the workflow is active.*another n8n/,
		],
	];

	it.each(faults)('names %s, and that it is gone', async (_fault, rule, line) => {
		await logUnder(rule(), line);
		await logUnder({}, /webhook URL works again/);
	});

	it('logs nothing if n8n cannot call its own URL', async () => {
		const from = n8n.output().length;
		const before = proxy.paths.length;
		proxy.rule = { hangsUp: true };
		await waitFor(() => proxy.paths.length > before + 3, SOON_MS, 'some probes');
		proxy.rule = {};
		expect(n8n.output().slice(from)).not.toContain('robe');
	});

	it('names another n8n with an active copy of the workflow', async () => {
		await other.publish(['one']);
		await logUnder({ target: other.url }, /Another n8n with a copy of this workflow responds at/);
	});

	it('starts no execution and no request other than to the URL of the node', async () => {
		expect(new Set(proxy.paths)).toEqual(new Set(['/webhook/hook-one/webhook']));
		expect(await n8n.executions()).toEqual([]);
		expect(await other.executions()).toEqual([]);
		expect(n8n.output()).not.toContain('rejected a delivery');
		expect(other.output()).not.toContain('rejected a delivery');
	});
});
