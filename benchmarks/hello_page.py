"""The reference of a rerun: a Streamlit page that says hello to what was chosen."""

import streamlit as st

chosen = st.selectbox("Show", ["Everything", "Stated facts only", "Claims only"])
st.write(f"Hello, {chosen}")
