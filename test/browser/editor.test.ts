import { waitFor } from '../n8n/support/waitFor';
import { findChromium } from './chromium';
import { Editor } from './editor';
import {
	EMPTY,
	FAILING,
	FIELDS,
	NODES,
	openStage,
	PANELS,
	standOf,
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

		it.each(NODES.map(([name]) => name))('of %s opens without an error', async (name) => {
			await editor.openNode(name);
			expect(await editor.part('parameter-input').count()).toBeGreaterThan(0);
			expect(await editor.complaints()).toEqual([]);
		});

		it('of Shopify has a list of topics that can be searched', async () => {
			await editor.openNode('Shopify');
			expect(await editor.searchChoices('orders/create', 'paid')).toEqual(
				expect.arrayContaining([expect.stringMatching(/^orders\/paid/)]),
			);
		});

		it.each([
			['WooCommerce', 'change something in the shop that a chosen topic reports'],
			['Ecwid', 'Ecwid calls only the URL that it was asked to call'],
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

	it('shows Shop first in the OAuth2 credential of Shopify', async () => {
		await editor.openCredential(standOf(stage, 'Shopify').credential.id);
		const fields = await editor.part('credential-edit-dialog').innerText();
		expect(fields).toMatch(/\bShop \*[^]*Failed to acquire[^]*Grant Type[^]*Client ID/);
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
