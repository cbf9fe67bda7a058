import { waitFor } from '../n8n/support/waitFor';
import { findChromium } from './chromium';
import { Editor } from './editor';
import {
	DATED,
	EMPTY,
	FAILING,
	FIELDS,
	KEYLESS,
	NODES,
	openStage,
	PANELS,
	PRIVATE,
	QUOTED,
	REJECTED,
	standOf,
	TEXT,
	WEBHOOK,
	WRONG,
	type Stage,
} from './stage';

jest.setTimeout(240_000);

const SOON_MS = 60_000;
const chromium = findChromium();

const inChromium = () => {
	let stage: Stage;
	let editor: Editor;

	beforeAll(async () => {
		stage = await openStage();
		editor = await Editor.open(String(chromium), stage.n8n);
	}, 600_000);

	afterAll(async () => {
		await editor?.close();
		await stage?.close();
	}, 60_000);

	afterEach(async () => {
		await editor.closeNode();
		await editor.closeCredential();
	});

	describe('finds', () => {
		beforeAll(async () => await editor.openNodeCreator());

		it.each([
			['shopify', 'Shopify Events Trigger'],
			['woocommerce', 'WooCommerce Events Trigger'],
			['woocommerce', 'WooCommerce Poll Trigger'],
			['wordpress', 'WooCommerce Events Trigger'],
			['coupon', 'WooCommerce Poll Trigger'],
			['polling', 'WooCommerce Poll Trigger'],
			['box', 'Box Events Trigger'],
			['file upload', 'Box Events Trigger'],
			['ecwid', 'Ecwid Events Trigger'],
			['lightspeed', 'Ecwid Events Trigger'],
			['signature', 'Signed Event'],
			['webhook signature', 'Signed Event'],
			['hmac', 'Signed Event'],
			['sign', 'Signed Event'],
			['verify', 'Signed Event'],
			['callback', 'Signed Event'],
			['cloud elements', 'Signed Event'],
			['cloudevents', 'Signed Event'],
			['standard webhooks', 'Signed Event'],
			['orders', 'Shopify Events Trigger'],
			['e-commerce', 'WooCommerce Events Trigger'],
			['inventory', 'WooCommerce Poll Trigger'],
			['stock', 'WooCommerce Events Trigger'],
			['abandoned cart', 'Ecwid Events Trigger'],
			['dedupe', 'Signed Event'],
			['idempotency', 'Signed Event'],
			['svix', 'Signed Event'],
			['duplicates', 'Signed Event'],
			['refund', 'Shopify Events Trigger'],
			['subscription', 'WooCommerce Poll Trigger'],
			['github', 'Signed Webhook Trigger'],
			['stripe', 'Signed Webhook Trigger'],
			['health', 'Signed Events Health Trigger'],
		])('by the words "%s" the %s', async (words, name) => {
			expect(await editor.search(words, name)).toContain(name);
		});

		it('by the word "webhook" every node that has to do with them', async () => {
			const vendors = ['Box', 'Ecwid', 'Shopify', 'WooCommerce'];
			const names = ['Signed Event', ...vendors.map((vendor) => `${vendor} Events Trigger`)];
			expect(await editor.search('webhook', ...names)).toEqual(expect.arrayContaining(names));
		});
	});

	describe('a panel', () => {
		beforeAll(async () => await editor.openWorkflow(PANELS));

		it.each(NODES.map(([name]) => name))(
			'of %s opens without an error, and links a page of the documentation',
			async (name) => {
				await editor.openNode(name);
				expect(await editor.part('parameter-input').count()).toBeGreaterThan(0);
				expect(await editor.complaints()).toEqual([]);
				const { pathname, search, hash } = await editor.docsLink();
				expect(pathname).toMatch(/\/docs\/[a-z-]+\.md$/);
				// n8n appends a query. A fragment would hide it from GitHub (test/unit/docs/nodeLinks.test.ts).
				expect([search, hash]).toEqual([expect.stringContaining('utm_source'), '']);
			},
		);

		it('of Signed Event begins with the envelope and the signature of today', async () => {
			await editor.openNode('Emit');
			expect(await editor.valueOf('operation')).toBe('Sign and Send');
			expect(await editor.valueOf('envelope')).toBe('Event');
			expect(await editor.valueOf('signature')).toBe('Standard Webhooks');
		});

		it('of Convert Instance has no credential', async () => {
			await editor.openNode('Convert');
			expect(await editor.part('node-parameters').innerText()).not.toMatch(/Credential/);
		});

		it.each(['WooCommerce', 'WooCommerce Poll', 'Box', 'Ecwid'])(
			'of %s has filters by event type and by field',
			async (name) => {
				await editor.openNode(name);
				expect(await editor.options()).toEqual(
					expect.arrayContaining(['Filter by Event Type', 'Filter by Field']),
				);
			},
		);

		it.each([
			['WooCommerce Poll', 'More Resources (JSON)'],
			['WooCommerce Poll', 'Comparison Requests'],
			['Box', 'IDs Without a Type Are'],
			['Ecwid', 'Legacy Notifications'],
		])('of %s has %s among its options', async (name, option) => {
			await editor.openNode(name);
			expect(await editor.part('node-parameters').innerText()).not.toContain(option);
			expect(await editor.options()).toContain(option);
		});

		it.each(DATED)('of %s asks for its date', async (name, type) => {
			await editor.openNode(name);
			const panel = await editor.part('node-parameters').innerText();
			const size = type === 'wooCommercePollTrigger' ? 'Objects' : 'Events';
			expect(panel).toMatch(new RegExp(`Start Date[^]*${size} per Execution`));
		});

		it.each(['WooCommerce', 'WooCommerce Poll'])('of %s offers a test event', async (name) => {
			await editor.openNode(name);
			for (const text of ['Get a test event', 'Once you have seen a test event, publish'])
				await editor.page.getByText(text).first().waitFor({ timeout: SOON_MS });
		});

		it('of Shopify has a list of topics that can be searched', async () => {
			await editor.openNode('Shopify');
			expect(await editor.searchChoices('orders/create', 'paid')).toEqual(
				expect.arrayContaining([expect.stringMatching(/^orders\/paid/)]),
			);
		});

		it.each([
			['WooCommerce', 'change something in the shop that a chosen topic reports'],
			['Ecwid', 'Ecwid calls only the URL that you gave to Ecwid'],
			['WooCommerce Poll', 'fetches one real object of each resource'],
		])('of %s says how to get a test event', async (name, sentence) => {
			await editor.openNode(name);
			await editor.page.getByText('When will this node trigger my flow?').click();
			await editor.page.getByText(sentence).first().waitFor({ timeout: SOON_MS });
		});

		it('fetches a real test event of a polled shop', async () => {
			await editor.openNode('WooCommerce Poll');
			await editor.executeStep(/evt_[A-Z2-7]{52}[^]*woocommercerest[^]*orders/);
		});

		it('fetches the newest change of a store with webhooks', async () => {
			let what = '';
			await standOf(stage, 'Ecwid').happen((told) => (what = told));
			const [id] = /\w+$/.exec(what) ?? [];
			await editor.openNode('Ecwid');
			await editor.executeStep(new RegExp(`evt_[A-Z2-7]{52}[^]*ecwid[^]*${id}`));
		});

		it("listens for a test event of a shop's webhook and shows it", async () => {
			await editor.openNode('Shopify');
			await editor.listen();
			let what = '';
			await standOf(stage, 'Shopify').happen((told) => (what = told));
			const [id] = /\d+/.exec(what) ?? [];
			await editor.output(new RegExp(`evt_[A-Z2-7]{52}[^]*CREATED[^]*${id}`));
		});
	});

	it('shows the fields of Signed Event to the next node before anything has run', async () => {
		await editor.openWorkflow(FIELDS);
		await editor.openNode('Next');
		const fields = await editor.input(/nextAttemptAt/);
		for (const field of ['events', 'headers', 'body', 'delivery', 'reason', 'final'])
			expect(fields).toContain(field);
	});

	it('executes a step of an imported example', async () => {
		await editor.openWorkflow(standOf(stage, 'WooCommerce').workflow.id);
		await editor.openNode('WooCommerce Poll');
		await editor.executeStep(/evt_/);
		await editor.closeNode();
		await editor.openNode('Signed Event');
		await editor.executeStep(/webhook-signature|delivery/i);
		expect(await editor.complaints()).toEqual([]);
	});

	it('says why an output is empty if all events were delivered before', async () => {
		const { workflow, happen } = standOf(stage, 'WooCommerce');
		await happen(() => undefined);
		// The poll finds the order that the webhook has reported.
		const polled = await waitFor(
			async () =>
				(await stage.n8n.executions({ workflowId: workflow.id, status: 'success' })).find(
					({ nodes }) =>
						nodes['WooCommerce Poll']?.[0].outputs[0]?.length > 0 &&
						nodes['Signed Event']?.[0].outputs.flat().length === 0,
				),
			SOON_MS,
			'an execution whose events were delivered before',
		);
		await editor.openExecution(workflow.id, polled.id);
		await editor.openNode('Signed Event');
		await editor.output(/skipped, because (its event was|their events were) delivered before/);
	});

	it('says why a workflow was not published, and what to do', async () => {
		await editor.openWorkflow(PRIVATE);
		expect(await editor.publishInVain()).toMatch(
			/WooCommerce calls only addresses of the public internet[^]*Set n8n's WEBHOOK_URL/,
		);
	});

	it('shows the status of a receiver that rejects an event, and the next step', async () => {
		await editor.openWorkflow(REJECTED);
		await editor.openNode('signedEvent');
		await editor.part('node-execute-button').first().click();
		await editor.output(/\/events failed: HTTP 401\. Compare the secret and the signature/);
	});

	it.each([
		[
			'WooCommerce',
			/computed another signature \(HTTP 401: .*\)\. Enter the consumer secret again/,
		],
		['Ecwid', /rejected the access token[^]*Enter the secret token from my\.ecwid\.com/],
		['Shopify', /Client authentication failed/],
	])('reports the error in a credential of %s', async (vendor, sentence) => {
		await editor.openCredential(`${WRONG}${vendor}`);
		expect(await editor.credentialComplaint()).toMatch(sentence);
	});

	it('reports a credential of Box that cannot verify deliveries', async () => {
		await editor.openCredential(KEYLESS);
		expect(await editor.credentialComplaint()).toMatch(/it has no signature key\. Generate both/);
	});

	it('reports a secret in quotation marks, which cannot verify webhooks', async () => {
		await editor.openCredential(QUOTED);
		expect(await editor.credentialComplaint()).toMatch(
			/its Client Secret is in quotation marks\. Enter the app's client_secret/,
		);
	});

	it('reports a text that cannot sign Standard Webhooks, and offers a new secret', async () => {
		await editor.openCredential(TEXT);
		expect(await editor.credentialComplaint()).toMatch(
			/cannot sign Standard Webhooks[^]*turn on Cloud Elements Only[^]*whsec_[\w+/]{43}=/,
		);
	});

	it('says under a secret that no vendor confirms that the test checks only its form', async () => {
		for (const id of [WEBHOOK, KEYLESS, standOf(stage, 'Ecwid').credential.id]) {
			await editor.openCredential(id);
			const said = editor.page.getByText(/so the test checks only (its|their) form/);
			await said.first().waitFor({ timeout: SOON_MS });
			await editor.closeCredential();
		}
	});

	it('shows Shop first in the OAuth2 credential of Shopify', async () => {
		await editor.openCredential(standOf(stage, 'Shopify').credential.id);
		const fields = await editor.part('credential-edit-dialog').innerText();
		expect(fields).toMatch(
			/\bShop \*[^]*Invalid URL[^]*Failed to acquire[^]*Grant Type[^]*Client ID/,
		);
	});

	it('offers a new secret in a credential without one, where its hint says', async () => {
		await editor.openCredential(EMPTY);
		await editor.page.getByText('then click More details').waitFor({ timeout: SOON_MS });
		expect(await editor.credentialComplaint()).toMatch(/this new one: whsec_[\w+/]{43}=/);
	});

	it('shows the failure and the next step in the view of an execution', async () => {
		await standOf(stage, 'Shopify').happen(() => undefined);
		const failed = await waitFor(
			async () =>
				(await stage.n8n.executions({ workflowId: FAILING })).find(
					({ status }) => status === 'error',
				),
			SOON_MS,
			'an execution to fail',
		);
		await editor.openExecution(FAILING, failed.id);
		await editor.openNode('Signed Event');
		expect(await editor.part('node-error-message').innerText()).toMatch(
			/^The request to 127\.0\.0\.1:9 failed: the server rejected the connection\. Check the address and its port/,
		);
	});
};

if (chromium !== undefined) describe('the editor', inChromium);
else
	it('the editor could not be tested on this machine', () => {
		process.stdout.write('The editor was NOT tested: there is no Chromium on the PATH\n');
		// On a machine that is to test everything, that is a failure.
		expect(process.env.BROWSER_REQUIRED).toBeUndefined();
	});
