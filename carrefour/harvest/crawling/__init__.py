"""Crawls of web sites, each in a process of its own.

A crawl runs Scrapy, and Chromium where pages need one. In its own process it can be stopped at any
moment, and whatever a hostile page makes of it, the harvest that asked for it lives on.
"""
