"""The app: ``streamlit run app.py [-- INPUT...]``; the work is in ``geo/ui/``."""

from geo.ui.page import main

main()
