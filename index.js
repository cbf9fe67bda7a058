// n8n reads what it loads from package.json (`n8n.nodes`, `n8n.credentials`).
module.exports = {};
