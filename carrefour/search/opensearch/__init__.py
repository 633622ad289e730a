"""The search engine on an OpenSearch cluster, where one machine is not enough."""
